package dev.atelier.application.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the captions of a dataset's images as kohya does. */
final class ImageCaptions {

    /** Of a caption that can be changed by its text. */
    static final int MAX_BYTES = 1 << 14;

    private static final int MAX_SHOWN = 500;

    private final Dataset dataset;
    private final Set<String> paths;
    private final ModelStore store;

    ImageCaptions(Dataset dataset, Collection<DatasetItem> items, ModelStore store) {
        this.dataset = dataset;
        this.paths = items.stream().map(item -> item.file().path()).collect(Collectors.toSet());
        this.store = store;
    }

    /** The path of the file that kohya takes for the caption of this image. */
    Optional<String> pathOf(DatasetItem image) {
        return KohyaDatasetLayout.captionOf(image.file().path(), paths);
    }

    ImageCaption of(DatasetItem image) {
        return pathOf(image).map(dataset.location()::resolve).map(this::read).orElse(ImageCaption.NONE);
    }

    private ImageCaption read(StorageUri caption) {
        try (InputStream stream = store.open(caption)) {
            return of(stream.readNBytes(MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            return ImageCaption.NONE; // not uploaded, or deleted meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException("reading the caption " + caption, e);
        }
    }

    /** The caption with this content, of a longer one its first {@link #MAX_BYTES} and one more. */
    static ImageCaption of(byte[] content) {
        boolean tooLong = content.length > MAX_BYTES;
        String text = new String(content, StandardCharsets.UTF_8).strip();
        return new ImageCaption(
                tooLong ? TextSanitizer.shortened(text, MAX_SHOWN) : text,
                HexFormat.of().formatHex(MessageDigests.get("SHA-256").digest(content)),
                tooLong,
                tooLong || isText(content));
    }

    private static boolean isText(byte[] content) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
