package dev.atelier.persistence.inspection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code torch.save} writes: a zip archive with pickles in it or, before version 1.6, five pickles and then the
 * tensors. What could be taken for both is looked at as both.
 */
final class TorchFile {

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** How many pickles an old file begins with: magic number, version, system, object, keys of the tensors. */
    private static final int OLD_PICKLES = 5;

    private static final int PICKLED_BYTES = 256 * 1024 * 1024;

    private TorchFile() {}

    static void inspect(SeekableByteChannel file) throws Finding, IOException {
        byte[] start = FileBytes.stream(file, 0, ZIP.length).readAllBytes();
        boolean beginsAsZip = Arrays.equals(start, ZIP);
        Optional<ZipEnd> end = ZipEnd.find(file);
        if (beginsAsZip && end.isEmpty()) {
            throw new Finding("it begins as a zip archive and does not end as one");
        }
        if (end.isPresent()) {
            TorchArchive.inspect(file, end.get());
        }
        if (!beginsAsZip) {
            inspectOld(file);
        }
    }

    private static void inspectOld(SeekableByteChannel file) throws Finding, IOException {
        InputStream pickles = new BufferedInputStream(FileBytes.stream(file, 0, PICKLED_BYTES));
        PickleScanner scanner = new PickleScanner(pickles);
        byte[] magic = scanner.scan();
        if (!OldMagic.isIn(magic)) {
            throw new Finding("it is no file of torch's: neither a zip archive nor what torch wrote before");
        }
        for (int pickle = 1; pickle < OLD_PICKLES; pickle++) {
            scanner.scan();
        }
    }
}
