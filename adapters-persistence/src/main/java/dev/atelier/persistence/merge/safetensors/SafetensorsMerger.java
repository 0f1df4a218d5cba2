package dev.atelier.persistence.merge.safetensors;

import dev.atelier.application.merge.ModelMerger;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.persistence.OwnerOnly;
import dev.atelier.persistence.download.ImportConfiguration;
import dev.atelier.persistence.download.Spool;
import dev.atelier.persistence.inspection.SafetensorsHeader;
import dev.atelier.persistence.merge.safetensors.MergePlan.Planned;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Merges safetensors files. Incomplete files are stored in the spool of imports, in the folder of their checkpoint. */
@Singleton
public final class SafetensorsMerger implements ModelMerger {

    private final ModelStore store;
    private final Spool spool;
    private final Opener opener;

    /** Opens a new file for writing. */
    @FunctionalInterface
    interface Opener {
        WritableByteChannel open(Path file) throws IOException;
    }

    @Inject
    public SafetensorsMerger(ModelStore store, ImportConfiguration config) {
        this(
                store,
                config.tempDir(),
                file -> FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE));
    }

    SafetensorsMerger(ModelStore store, Path spool, Opener opener) {
        this.store = store;
        this.spool = new Spool(spool);
        this.opener = opener;
    }

    @Override
    public void requireMergeable(MergeRecipe recipe) throws IOException {
        plan(recipe);
    }

    private MergePlan plan(MergeRecipe recipe) throws IOException {
        List<MergeSource> models = new ArrayList<>();
        for (ModelFile model : recipe.models()) {
            models.add(source(model));
        }
        Optional<MergeSource> vae =
                recipe.vae().isPresent() ? Optional.of(source(recipe.vae().get())) : Optional.empty();
        return MergePlanner.plan(recipe, models, vae);
    }

    private MergeSource source(ModelFile model) throws IOException {
        try (SeekableByteChannel file = store.openChannel(model.location())) {
            SafetensorsHeader header = SafetensorsHeader.read(model.name(), file);
            return new MergeSource(model, header, ModelSpec.read(file));
        } catch (NoSuchFileException e) {
            throw gone(model);
        }
    }

    private static InvalidRequestException gone(ModelFile model) {
        return new InvalidRequestException(
                "the file of " + model.name() + " does not exist any more; it may have been deleted");
    }

    @Override
    public Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress)
            throws IOException, InterruptedException {
        Path folder = spool.folder(id.checkpoint());
        spool.remove(folder);
        OwnerOnly.make(folder);
        boolean done = false;
        try {
            Merged merged = merge(recipe, folder, progress);
            done = true;
            return merged;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (InternalError e) {
            throw new IOException(
                    "a model's file cannot be read", e); // how Java reports a failed read of a mapped file
        } catch (IOException e) {
            throw new DiskSpaceGuard(folder, 0).explain(e);
        } finally {
            if (!done) {
                spool.remove(folder);
            }
        }
    }

    private Merged merge(MergeRecipe recipe, Path folder, DoubleConsumer progress)
            throws IOException, InterruptedException {
        MergePlan plan = plan(recipe);
        try (MergeSourceFiles models = MergeSourceFiles.of(plan, store, folder)) {
            byte[] header = SafetensorsHeaderWriter.of(recipe, plan, models);
            new DiskSpaceGuard(folder, 0).require(header.length + plan.bytes());
            Path file = folder.resolve("merged");
            try (DigestingFileWriter out = new DigestingFileWriter(opener.open(file))) {
                write(header, out);
                MergeFormula mergeFormula = MergeFormula.of(recipe.method(), recipe.multiplier());
                write(plan, new TensorBlender(models, mergeFormula, out), progress);
                return new Merged(file, out.finish());
            }
        }
    }

    private static void write(byte[] header, DigestingFileWriter out) throws IOException, InterruptedException {
        for (int at = 0; at < header.length; at += DigestingFileWriter.MAX_REQUEST) {
            int length = Math.min(DigestingFileWriter.MAX_REQUEST, header.length - at);
            out.buffer(length).put(header, at, length);
        }
    }

    private static void write(MergePlan plan, TensorBlender tensorBlender, DoubleConsumer progress)
            throws IOException, InterruptedException {
        double all = Math.max(plan.bytes(), 1);
        long written = 0;
        for (Planned tensor : plan.tensors()) {
            tensorBlender.write(tensor);
            written += tensor.bytes();
            progress.accept(written / all);
        }
    }

    @Override
    public void forget(MergeId id) throws IOException {
        spool.remove(spool.folder(id.checkpoint()));
    }
}
