package dev.atelier.persistence.inspection;

import dev.atelier.persistence.inspection.ZipCentralDirectory.Entry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** Inspects the zip archive that {@code torch.save} writes: {@code data.pkl} in a folder, and the tensors beside it. */
final class TorchZipInspector {

    private TorchZipInspector() {}

    /** @param texts receives the short texts of each pickle */
    static void inspect(
            SeekableByteChannel file,
            ZipEndOfCentralDirectory end,
            InspectionLimits limits,
            PickleBudget budget,
            Consumer<List<String>> texts)
            throws ModelFileFormatException, IOException {
        List<Entry> entries = ZipCentralDirectory.read(file, end, limits.entries());
        requireDistinct(entries);
        List<Entry> pickles =
                entries.stream().filter(entry -> name(entry).endsWith(".pkl")).toList();
        if (pickles.size() > limits.pickles()) {
            throw new ModelFileFormatException(
                    "its zip archive contains " + pickles.size() + " pickles; allowed are " + limits.pickles());
        }
        for (Entry pickle : pickles) {
            texts.accept(scan(file, pickle, budget));
        }
        if (pickles.stream().noneMatch(entry -> name(entry).matches("(?s)(?:.*/)?data\\.pkl"))) {
            throw new ModelFileFormatException("its zip archive contains no data.pkl");
        }
        ZipLayout.requireApart(entries, file.size(), end);
        if (end.begin() != 0) {
            // Readers then disagree on the offsets of its entries.
            throw new ModelFileFormatException("its zip archive does not begin at the start of the file");
        }
    }

    private static String name(Entry entry) {
        return entry.name().toLowerCase(Locale.ROOT);
    }

    /** Torch compares names case-insensitively; of two entries it might load the one that was not inspected. */
    private static void requireDistinct(List<Entry> entries) throws ModelFileFormatException {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (!names.add(name(entry))) {
                throw new ModelFileFormatException("its zip archive contains two entries of the same name");
            }
        }
    }

    private static List<String> scan(SeekableByteChannel file, Entry entry, PickleBudget budget)
            throws ModelFileFormatException, IOException {
        Inflater inflater = new Inflater(true);
        try {
            PickleScanner scanner = new PickleScanner(entry.open(file, inflater), budget);
            scanner.scan();
            return scanner.texts();
        } catch (ZipException e) {
            throw new ModelFileFormatException("its zip archive is broken: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
