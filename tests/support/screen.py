"""What a terminal shows of the bytes it was given: as much of one as the tests need."""
import re

TOKEN = re.compile(r"\x1b\[([0-9;?]*)([@-~])|\x1b[()].|\x1b.|(.)", re.S)


def screen(text, columns=100):
    """The lines, from the first on; colours and what is beyond the last character are left out."""
    rows, row, column = [[]], 0, 0
    for parameters, final, character in TOKEN.findall(text):
        count = int(parameters) if parameters.isdigit() else 1
        line = rows[row]
        if final == "C":
            column = min(column + count, columns - 1)
        elif final == "D":
            column = max(column - count, 0)
        elif final == "G":
            column = min(count, columns) - 1
        elif final == "K":
            line[column if parameters in ("", "0") else 0:] = []
        elif final == "P":
            line[column:column + count] = []
        elif final == "@":
            line[column:column] = [" "] * count
        elif final and final not in "mhl":
            raise AssertionError(f"the screen does not know ESC [ {parameters}{final}")
        elif character == "\r":
            column = 0
        elif character == "\b":
            column = max(column - 1, 0)
        elif character == "\n" or (character and character >= " " and column >= columns):
            row, column = row + 1, 0 if character != "\n" else column
            rows += [[] for _ in range(row + 1 - len(rows))]
        if character and character >= " ":
            line = rows[row]
            line += [" "] * (column + 1 - len(line))
            line[column] = character
            column += 1
    return ["".join(line).rstrip() for line in rows]
