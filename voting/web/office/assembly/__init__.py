"""Setting an assembly up: prepared, documented, convened, its roll."""
