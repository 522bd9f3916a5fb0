"""What the library offers beyond single calls: clients for many URLs, a store to read from, groups of copies.

client   AsyncClient and Client: shared connections and workers, many URLs at once
turns    in which order many URLs are fetched, so that no host is asked twice at a time
store    Store: the records of a batch, read only
copies   find_mirrors: groups of copies among articles in memory
"""
