"""feedsvc turns news pages that print only relative times into per-section feeds."""
