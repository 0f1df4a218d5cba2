package dev.atelier.persistence.storage;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tags that a client completes an upload with. */
final class UploadedPartList {

    private static final int MAX_SHOWN = 10;

    private UploadedPartList() {}

    /** The tags without quotes, by the numbers of their parts. */
    static SortedMap<Integer, String> byNumber(List<UploadedPart> tags, int parts) {
        if (tags.isEmpty()) {
            throw new InvalidRequestException(
                    "an upload is completed with the tag of each of its parts, but none is given");
        }
        SortedMap<Integer, String> byNumber = new TreeMap<>();
        for (UploadedPart tag : tags) {
            if (tag.partNumber() < 1 || tag.partNumber() > parts) {
                throw new InvalidRequestException(
                        "there is no part " + tag.partNumber() + ": the upload has parts 1 to " + parts);
            }
            if (byNumber.put(tag.partNumber(), bare(tag)) != null) {
                throw new InvalidRequestException("part " + tag.partNumber() + " is given twice");
            }
        }
        return byNumber;
    }

    /** Part numbers for a message; of many only the first. */
    static String list(Collection<Integer> parts) {
        String shown = parts.stream().limit(MAX_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        int more = parts.size() - MAX_SHOWN;
        return (parts.size() == 1 ? "part " : "parts ") + shown + (more > 0 ? " and " + more + " more" : "");
    }

    private static String bare(UploadedPart tag) {
        if (tag.eTag() == null) {
            throw new InvalidRequestException("part " + tag.partNumber() + " has no tag");
        }
        return tag.eTag().strip().replace("\"", "");
    }
}
