package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code torch.save} writes: a zip archive with pickles in it or, before version 1.6, five pickles and then the
 * tensors. What could be taken for both is looked at as both.
 */
final class TorchFileInspector {

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** How many pickles an old file begins with: magic number, version, system, object, keys of the tensors. */
    private static final int OLD_PICKLES = 5;

    private TorchFileInspector() {}

    static void inspect(SeekableByteChannel file, InspectionLimits limits)
            throws ModelFileFormatException, IOException {
        byte[] start = ChannelReads.stream(file, 0, ZIP.length).readAllBytes();
        boolean beginsAsZip = Arrays.equals(start, ZIP);
        PickleBudget budget = new PickleBudget(limits);
        Optional<ZipEndOfCentralDirectory> end = ZipEndOfCentralDirectory.find(file);
        if (beginsAsZip && end.isEmpty()) {
            throw new ModelFileFormatException("it begins as a zip archive and does not end as one");
        }
        if (end.isPresent()) {
            TorchZipInspector.inspect(file, end.get(), limits, budget);
        }
        if (!beginsAsZip) {
            inspectOld(file, budget);
        }
    }

    private static void inspectOld(SeekableByteChannel file, PickleBudget budget)
            throws ModelFileFormatException, IOException {
        PickleScanner scanner = new PickleScanner(ChannelReads.stream(file, 0, file.size()), budget);
        byte[] magic = scanner.scan();
        if (!LegacyTorchMagic.isIn(magic)) {
            throw new ModelFileFormatException(
                    "it is no file of torch's: neither a zip archive nor what torch wrote before");
        }
        for (int pickle = 1; pickle < OLD_PICKLES; pickle++) {
            scanner.scan();
        }
    }
}
