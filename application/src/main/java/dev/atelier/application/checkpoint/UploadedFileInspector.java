package dev.atelier.application.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Looks into files that clients have sent to the store. */
public final class UploadedFileInspector {

    private final ModelStore store;
    private final ModelFileInspector inspector;
    private final InspectionTurns turns;

    public UploadedFileInspector(ModelStore store, ModelFileInspector inspector, InspectionTurns turns) {
        this.store = store;
        this.inspector = inspector;
        this.turns = turns;
    }

    /**
     * Looks into a file of this user; one that may not be used is {@link ModelFileRejectedException}, and
     * {@link dev.atelier.domain.CapacityExceededException} when others of the user are being looked into for too long. Where the store's files are near, the file has
     * the digest of its bytes from now on; where they are elsewhere, all of it would have to be fetched for that, so the
     * file stays as it is and equal ones are not stored once.
     */
    public ModelFile examine(UserName user, ModelFile file) throws IOException {
        turns.inTurn(user, () -> inspect(file));
        boolean isNear = store.localFile(file.location()).isPresent();
        return file.sha256() == null && isNear ? file.read(digest(file.location())) : file;
    }

    private void inspect(ModelFile file) throws IOException {
        try (SeekableByteChannel content = store.openChannel(file.location())) {
            inspector.inspect(file.name(), content);
        }
    }

    /** Puts a file in its place; its bytes pass by here, so it has their digest then. */
    public ModelFile put(ModelFile file, InputStream content) throws IOException {
        MessageDigest sha256 = sha256();
        store.put(file.location(), new DigestInputStream(content, sha256), "application/octet-stream");
        return file.read(HexFormat.of().formatHex(sha256.digest()));
    }

    private String digest(StorageUri location) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream content = new DigestInputStream(store.open(location), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
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
