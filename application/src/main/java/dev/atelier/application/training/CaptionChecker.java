package dev.atelier.application.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Looks for captions at which kohya's scripts would end: empty files, and others than UTF-8. */
public final class CaptionChecker {

    private static final int MAX_BYTES = 1 << 20;
    private static final String TOO_LONG = " has more than " + MAX_BYTES + " bytes";

    private CaptionChecker() {}

    /**
     * Checks each caption of the dataset that kohya reads.
     *
     * @throws InvalidRequestException if one cannot be read as a caption
     */
    public static void check(KohyaDatasetLayout layout, ModelStore store) throws IOException {
        check(layout, store, Integer.MAX_VALUE);
    }

    /** As {@link #check(KohyaDatasetLayout, ModelStore)}, for the first captions only. */
    static void check(KohyaDatasetLayout layout, ModelStore store, int most) throws IOException {
        Iterator<StorageUri> captions =
                layout.ownCaptions().stream().limit(most).iterator();
        while (captions.hasNext()) {
            read(captions.next(), store);
        }
    }

    /**
     * The content of a caption.
     *
     * @throws InvalidRequestException if kohya would end at it
     */
    public static byte[] read(StorageUri caption, ModelStore store) throws IOException {
        byte[] content;
        try (InputStream stream = store.open(caption)) {
            content = stream.readNBytes(MAX_BYTES + 1);
        }
        check(caption, content);
        return content;
    }

    /** As {@link #read}, for content that is at hand. */
    static void check(StorageUri caption, byte[] content) {
        if (content.length == 0 || content.length > MAX_BYTES) {
            throw new InvalidRequestException("caption " + caption
                    + (content.length == 0 ? " is empty; write a caption into it, or delete it" : TOO_LONG));
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException("caption " + caption + " is not text in UTF-8; save it in UTF-8");
        }
    }
}
