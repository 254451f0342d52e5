"""Twenty thousand lines at once."""
import sys

sys.stdout.write("".join(f"line {number} {'x' * (number % 90)}\n" for number in range(20000)))
sys.stdout.flush()
