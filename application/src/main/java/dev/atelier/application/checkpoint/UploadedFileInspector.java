package dev.atelier.application.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;

/** Inspects files that clients have uploaded to the store. */
public final class UploadedFileInspector {

    private final ModelStore store;
    private final ModelFileInspector inspector;
    private final InspectionTurns turns;
    private final ModelArchiveReader archives;
    private final BulkOperationsPolicy bulkOperationsPolicy;

    public UploadedFileInspector(
            ModelStore store,
            ModelFileInspector inspector,
            InspectionTurns turns,
            ModelArchiveReader archives,
            BulkOperationsPolicy bulkOperationsPolicy) {
        this.store = store;
        this.inspector = inspector;
        this.turns = turns;
        this.archives = archives;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
    }

    /**
     * Inspects a file of this user. An archive, which clients upload under the name of the model in it, is replaced by
     * that model first.
     *
     * @return the file, with the digest of its bytes where the store is local; in a remote store all of the file would
     *     have to be downloaded for that, so it stays as it is and is not deduplicated
     * @throws ModelFileRejectedException if the file may not be used
     * @throws dev.atelier.domain.CapacityExceededException if other inspections of the user take too long
     * @throws dev.atelier.domain.NotSupportedException if it is an archive and this installation extracts none
     */
    public ModelFile examine(UserName user, ModelFile received) throws IOException {
        ModelFile file = isArchive(received) ? unpack(received) : received;
        turns.inTurn(user, () -> inspect(file));
        boolean isNear = store.localFile(file.location()).isPresent();
        return file.sha256() == null && isNear ? file.read(digest(file.location())) : file;
    }

    private boolean isArchive(ModelFile file) throws IOException {
        try (InputStream content = Channels.newInputStream(store.openChannel(file.location()))) {
            return archives.isArchive(content.readNBytes(ModelArchiveReader.BEGINNING));
        }
    }

    private ModelFile unpack(ModelFile file) throws IOException {
        bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.UNPACKING);
        AtomicReference<ModelFile> model = new AtomicReference<>();
        try (InputStream archive = store.open(file.location())) {
            archives.unpack(archive, (name, content) -> model.set(put(file, content)));
        }
        return model.get();
    }

    private void inspect(ModelFile file) throws IOException {
        try (SeekableByteChannel content = store.openChannel(file.location())) {
            inspector.inspect(file.name(), content);
        }
    }

    /** Writes a file to its location, and computes its digest from the bytes that pass. */
    public ModelFile put(ModelFile file, InputStream content) throws IOException {
        MessageDigest sha256 = MessageDigests.get("SHA-256");
        store.put(file.location(), new DigestInputStream(content, sha256), "application/octet-stream");
        return file.read(HexFormat.of().formatHex(sha256.digest()));
    }

    private String digest(StorageUri location) throws IOException {
        MessageDigest sha256 = MessageDigests.get("SHA-256");
        try (InputStream content = new DigestInputStream(store.open(location), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
