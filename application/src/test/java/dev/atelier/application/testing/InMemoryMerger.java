package dev.atelier.application.testing;

import dev.atelier.application.merge.ModelMerger;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeRecipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Treats texts as models, and merges them by joining them with {@code +}. Models that begin with {@link #ODD} do not
 * fit others.
 */
public class InMemoryMerger implements ModelMerger {

    /** The first bytes of a file that cannot be merged. */
    public static final String ODD = "odd";

    private final ModelStore store;
    private final Map<MergeId, Path> made = new HashMap<>();

    public InMemoryMerger(ModelStore store) {
        this.store = store;
    }

    /** How many results were not deleted. */
    public synchronized int remembered() {
        return made.size();
    }

    @Override
    public void requireMergeable(MergeRecipe recipe) throws IOException {
        for (ModelFile model : recipe.models()) {
            read(model);
        }
    }

    @Override
    public synchronized Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress)
            throws IOException, InterruptedException {
        StringBuilder sum = new StringBuilder();
        for (ModelFile model : recipe.models()) {
            sum.append(sum.isEmpty() ? "" : "+").append(read(model));
            progress.accept(0.5);
        }
        Path file = Files.writeString(Files.createTempFile("merged", null), sum);
        made.put(id, file);
        return new Merged(file, HexFormat.of().formatHex(sum.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private String read(ModelFile model) throws IOException {
        if (store.find(model.location()).isEmpty()) {
            throw new InvalidRequestException("the file of " + model.name() + " is gone");
        }
        try (InputStream content = store.open(model.location())) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            if (text.startsWith(ODD)) {
                throw new InvalidRequestException(model.name() + " is odd");
            }
            return text;
        }
    }

    @Override
    public synchronized void forget(MergeId id) throws IOException {
        Path file = made.remove(id);
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
