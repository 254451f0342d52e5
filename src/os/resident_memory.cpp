#include <ganger/os/resident_memory.hpp>

#include <cstdint>
#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace ganger::os {

namespace {

// Only what can't be written to is the same in the file: dropped elsewhere, relocations would be lost. The
// kernel's own object (vdso) is in no file.
int drop_code(dl_phdr_info* object, std::size_t, void* page_size) {
    if (std::string_view(object->dlpi_name).find("vdso") != std::string_view::npos) return 0;
    const auto page = *static_cast<const std::uintptr_t*>(page_size);
    for (int index = 0; index < object->dlpi_phnum; ++index) {
        const auto& segment = object->dlpi_phdr[index];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
        const auto begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
        const auto end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void give_back_startup_memory() {
    auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    ::dl_iterate_phdr(drop_code, &page);
    ::malloc_trim(0);
}

} // namespace ganger::os
