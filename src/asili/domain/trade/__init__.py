"""Reference prices, deductions and receipts."""
