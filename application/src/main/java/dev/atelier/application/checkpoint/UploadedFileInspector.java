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

/** Inspects files that clients have uploaded to the store. */
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
     * Inspects a file of this user.
     *
     * @return the file, with the digest of its bytes where the store is local; in a remote store all of the file would
     *     have to be downloaded for that, so it stays as it is and is not deduplicated
     * @throws ModelFileRejectedException if the file may not be used
     * @throws dev.atelier.domain.CapacityExceededException if other inspections of the user take too long
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

    /** Writes a file to its location, and computes its digest from the bytes that pass. */
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
