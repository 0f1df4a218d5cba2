package dev.atelier.persistence.storage.multipart;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ETags with which a client completes an upload. */
public final class UploadedPartList {

    private static final int MAX_SHOWN = 10;

    private UploadedPartList() {}

    /** The ETags without quotes, by part number. */
    public static SortedMap<Integer, String> byNumber(List<UploadedPart> tags, int parts) {
        if (tags.isEmpty()) {
            throw new InvalidRequestException(
                    "an upload is completed with the tag of each of its parts, but none was given");
        }
        SortedMap<Integer, String> byNumber = new TreeMap<>();
        for (UploadedPart tag : tags) {
            if (tag.partNumber() < 1 || tag.partNumber() > parts) {
                throw new InvalidRequestException(
                        "no part " + tag.partNumber() + " exists: the upload has parts 1 to " + parts);
            }
            if (byNumber.put(tag.partNumber(), bare(tag)) != null) {
                throw new InvalidRequestException("part " + tag.partNumber() + " is given twice");
            }
        }
        return byNumber;
    }

    /** Why an upload that does not exist cannot be completed. */
    public static InvalidRequestException unknown(MultipartUpload upload) {
        return new InvalidRequestException("no upload " + TextSanitizer.quote(upload.uploadId()) + " to "
                + upload.location() + " exists: it was aborted, or received nothing for days; begin a new one");
    }

    /** Part numbers for a message; at most the first few. */
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
