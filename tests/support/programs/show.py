"""KEY=value of what it is asked for, or that it is unset."""
import os
import sys

for key in sys.argv[1:]:
    print(f"{key}={os.environ[key]}" if key in os.environ else f"{key} is unset")
