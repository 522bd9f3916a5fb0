"""Where URLs and pages come from: lists, feeds, sitemaps, saved files and folders."""
