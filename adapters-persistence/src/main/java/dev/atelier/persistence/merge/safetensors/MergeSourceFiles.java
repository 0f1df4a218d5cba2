package dev.atelier.persistence.merge.safetensors;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.merge.safetensors.MergePlan.Content.Taken;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Open files of a plan's sources on the local disk: the stored files themselves, or copies from a remote store. */
final class MergeSourceFiles implements Closeable {

    private final IdentityHashMap<MergeSource, MappedModelFile> open = new IdentityHashMap<>();
    private final List<String> digests = new ArrayList<>();

    private MergeSourceFiles() {}

    /** @param folder for copies */
    static MergeSourceFiles of(MergePlan plan, ModelStore store, Path folder) throws IOException {
        MergeSourceFiles models = new MergeSourceFiles();
        try {
            for (MergeSource mergeSource : plan.sources()) {
                models.add(mergeSource, store, folder.resolve("source-" + models.digests.size()));
            }
            return models;
        } catch (IOException | RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private void add(MergeSource mergeSource, ModelStore store, Path copy) throws IOException {
        ModelFile model = mergeSource.model();
        Optional<Path> local = store.localFile(model.location());
        if (local.isEmpty()) {
            copy(model, store, copy);
        }
        Path file = local.orElse(copy);
        open.put(mergeSource, MappedModelFile.open(file, mergeSource.header().dataStart()));
        digests.add(model.sha256() == null ? digest(file) : model.sha256());
    }

    private static void copy(ModelFile model, ModelStore store, Path copy) throws IOException {
        try (InputStream content = store.open(model.location())) {
            new DiskSpaceGuard(copy.getParent(), 0)
                    .require(store.find(model.location()).orElseThrow().size());
            Files.copy(content, copy);
        }
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha256 = MessageDigests.get("SHA-256");
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** SHA-256 of each source. */
    List<String> digests() {
        return digests;
    }

    /** As {@link MappedModelFile#read}. */
    ByteBuffer read(Taken taken, long offset, int length) throws IOException {
        return open.get(taken.source()).read(taken.tensor(), offset, length);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (MappedModelFile model : open.values()) {
            try {
                model.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
