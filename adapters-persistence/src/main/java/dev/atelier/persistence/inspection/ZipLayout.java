package dev.atelier.persistence.inspection;

import dev.atelier.persistence.inspection.ZipCentralDirectory.Entry;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of a zip archive's entries according to its directory; local headers are not read, which would be slow in S3.
 */
final class ZipLayout {

    private ZipLayout() {}

    /**
     * Requires that no byte belongs to two entries, or to an entry and the directory: a small archive could otherwise
     * unpack to any size.
     */
    static void requireApart(List<Entry> entries, long size, ZipEndOfCentralDirectory end)
            throws ModelFileFormatException {
        for (Entry entry : entries) {
            boolean lies =
                    entry.header() >= 0 && entry.header() <= size && entry.length() >= 0 && entry.length() <= size;
            if (!lies || entry.earliestEnd() > size) {
                throw new ModelFileFormatException("its zip archive is broken: an entry is outside of it");
            }
        }
        long reached = 0;
        for (Entry entry :
                entries.stream().sorted(Comparator.comparingLong(Entry::header)).toList()) {
            if (entry.header() < reached) {
                throw new ModelFileFormatException(
                        "two entries of its zip archive overlap; allowed are entries one behind the other");
            }
            reached = entry.earliestEnd();
        }
        if (reached > end.directory()) {
            throw new ModelFileFormatException(
                    "an entry of its zip archive overlaps its directory; allowed are entries before it");
        }
    }
}
