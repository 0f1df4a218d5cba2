package dev.atelier.persistence.inspection;

import dev.atelier.persistence.inspection.ZipDirectory.Entry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** The zip archive that {@code torch.save} writes: {@code data.pkl} in a folder, and the tensors beside it. */
final class TorchArchive {

    private static final long LARGEST_PICKLE = 256 * 1024 * 1024;

    private TorchArchive() {}

    static void inspect(SeekableByteChannel file, ZipEnd end) throws Finding, IOException {
        List<Entry> entries = ZipDirectory.read(file, end);
        requireDistinct(entries);
        boolean found = false;
        for (Entry entry : entries) {
            String name = entry.name().toLowerCase(Locale.ROOT);
            if (name.endsWith(".pkl")) {
                scan(file, entry);
                found |= name.endsWith("/data.pkl") || name.equals("data.pkl");
            }
        }
        if (!found) {
            throw new Finding("its zip archive holds no data.pkl");
        }
        if (end.begin() != 0) {
            // Readers do not agree on where its entries lie then.
            throw new Finding("its zip archive does not begin where the file does");
        }
    }

    /** Torch takes upper case for lower; of two entries it might load the one that was not looked at. */
    private static void requireDistinct(List<Entry> entries) throws Finding {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            if (!names.add(entry.name().toLowerCase(Locale.ROOT))) {
                throw new Finding("its zip archive holds two entries of the same name");
            }
        }
    }

    private static void scan(SeekableByteChannel file, Entry entry) throws Finding, IOException {
        Inflater inflater = new Inflater(true);
        try {
            InputStream pickle = new FirstBytes(entry.open(file, inflater), LARGEST_PICKLE);
            new PickleScanner(new BufferedInputStream(pickle)).scan();
        } catch (ZipException e) {
            throw new Finding("its zip archive is broken: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
