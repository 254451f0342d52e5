"""Asks its terminal where the cursor is, as line editors do, and says what it is told."""
import os
import termios
import tty

terminal = os.open("/dev/tty", os.O_RDWR)
modes = tty.tcgetattr(terminal)
tty.setraw(terminal, termios.TCSANOW)
os.write(terminal, b"abc\x1b[6n")
answer = b""
while not answer.endswith(b"R"):
    answer += os.read(terminal, 100)
termios.tcsetattr(terminal, termios.TCSANOW, modes)
print("\nthe answer is", answer, flush=True)
