package dev.atelier.application.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads files that have arrived in the store. */
public final class UploadedFiles {

    private final ModelStore store;
    private final ModelFileInspector inspector;

    public UploadedFiles(ModelStore store, ModelFileInspector inspector) {
        this.store = store;
        this.inspector = inspector;
    }

    /** The file with the digest of its bytes; one that may not be used is {@link ModelFileRefused}. */
    public ModelFile examine(ModelFile file) throws IOException {
        Optional<Path> local = store.localFile(file.location());
        if (local.isPresent()) {
            inspector.inspect(file.name(), local.get());
            return file.read(digest(file.location(), OutputStream.nullOutputStream()));
        }
        Path copy = Files.createTempFile("atelier-model", null);
        try {
            try (OutputStream out = Files.newOutputStream(copy)) {
                file = file.read(digest(file.location(), out));
            }
            inspector.inspect(file.name(), copy);
            return file;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private String digest(StorageUri location, OutputStream copy) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream content = new DigestInputStream(store.open(location), sha256)) {
            content.transferTo(copy);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
