package dev.atelier.persistence.model.archive;

import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.model.ModelPackage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads {@code .tar} archives. */
@Singleton
public final class TarModelArchiveReader implements ModelArchiveReader {

    /** In the header of the first entry; every current program writes it. */
    private static final byte[] MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

    private static final int MAGIC_AT = 257;

    @Override
    public boolean isArchive(byte[] beginning) {
        return beginning.length == BEGINNING
                && Arrays.equals(beginning, MAGIC_AT, MAGIC_AT + MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    @Override
    public void unpack(InputStream archive, Receiver receiver) throws IOException {
        try (TarEntryIterator pass = new TarEntryIterator(archive)) {
            Optional<String> taken = Optional.empty();
            for (Optional<String> path = pass.next(); path.isPresent(); path = pass.next()) {
                String name = fileName(path.get());
                if (name.startsWith(".") || !ModelPackage.isModel(name)) {
                    continue;
                }
                if (taken.isPresent()) {
                    throw rejected("it contains more than one model: " + TextSanitizer.quote(taken.get()) + " and "
                            + TextSanitizer.quote(path.get()));
                }
                taken = path;
                receiver.take(allowed(name), pass.content());
            }
            if (taken.isEmpty()) {
                throw rejected(
                        "it contains no model, which is a file that ends in .safetensors, .ckpt, .pt, .pth or .bin");
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static CheckpointFileName allowed(String name) {
        return CheckpointFileName.parse(name)
                .orElseThrow(() -> rejected("the file name of its model is not allowed: " + TextSanitizer.quote(name)));
    }

    static ModelFileRejectedException rejected(String why) {
        return new ModelFileRejectedException("the archive is rejected: " + why);
    }
}
