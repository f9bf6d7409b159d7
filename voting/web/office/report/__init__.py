"""What is left afterwards: minutes, results, mandates and the yearly report."""
