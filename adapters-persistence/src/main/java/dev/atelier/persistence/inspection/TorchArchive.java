package dev.atelier.persistence.inspection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The zip archive that {@code torch.save} writes: {@code data.pkl} in a folder, and the tensors beside it. */
final class TorchArchive {

    private static final long LARGEST_PICKLE = 256 * 1024 * 1024;

    private TorchArchive() {}

    static void inspect(Path file) throws Finding, IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            requireDistinct(entries);
            boolean found = false;
            for (ZipEntry entry : entries) {
                String name = entry.getName().toLowerCase(Locale.ROOT);
                if (name.endsWith(".pkl")) {
                    scan(zip, entry);
                    found |= name.endsWith("/data.pkl") || name.equals("data.pkl");
                }
            }
            if (!found) {
                throw new Finding("its zip archive holds no data.pkl");
            }
        } catch (ZipException e) {
            throw new Finding("its zip archive is broken: " + e.getMessage());
        }
    }

    /** Torch takes upper case for lower; of two entries it might load the one that was not looked at. */
    private static void requireDistinct(List<? extends ZipEntry> entries) throws Finding {
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : entries) {
            if (!names.add(entry.getName().toLowerCase(Locale.ROOT))) {
                throw new Finding("its zip archive holds two entries of the same name");
            }
        }
    }

    private static void scan(ZipFile zip, ZipEntry entry) throws Finding, IOException {
        try (InputStream in = new BufferedInputStream(new FirstBytes(zip.getInputStream(entry), LARGEST_PICKLE))) {
            new PickleScanner(in).scan();
        }
    }
}
