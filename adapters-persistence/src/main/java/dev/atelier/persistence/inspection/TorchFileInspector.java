package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Inspects what {@code torch.save} writes: a zip archive with pickles or, before version 1.6, five pickles followed by
 * the tensors. A file that could be read as both is inspected as both.
 */
final class TorchFileInspector {

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** How many pickles a legacy file begins with: magic number, version, system, object, keys of the tensors. */
    private static final int OLD_PICKLES = 5;

    private TorchFileInspector() {}

    /** How many texts of a file are returned. */
    private static final int MAX_TEXTS = 10_000;

    /** The short texts in its pickles, the names of its tensors among them; of a crafted file not all. */
    static List<String> inspect(SeekableByteChannel file, InspectionLimits limits)
            throws ModelFileFormatException, IOException {
        byte[] start = ChannelReads.stream(file, 0, ZIP.length).readAllBytes();
        boolean beginsAsZip = Arrays.equals(start, ZIP);
        PickleBudget budget = new PickleBudget(limits);
        List<String> texts = new ArrayList<>();
        Optional<ZipEndOfCentralDirectory> end = ZipEndOfCentralDirectory.find(file);
        if (beginsAsZip && end.isEmpty()) {
            throw new ModelFileFormatException(
                    "it is truncated: it begins like a zip archive but does not end like one");
        }
        if (end.isPresent()) {
            TorchZipInspector.inspect(file, end.get(), limits, budget, found -> keep(found, texts));
        }
        if (!beginsAsZip) {
            inspectOld(file, budget, texts);
        }
        return texts;
    }

    private static void keep(List<String> found, List<String> texts) {
        texts.addAll(found.subList(0, Math.min(found.size(), MAX_TEXTS - texts.size())));
    }

    private static void inspectOld(SeekableByteChannel file, PickleBudget budget, List<String> texts)
            throws ModelFileFormatException, IOException {
        PickleScanner scanner = new PickleScanner(ChannelReads.stream(file, 0, file.size()), budget);
        byte[] magic = scanner.scan();
        if (!LegacyTorchMagic.isIn(magic)) {
            throw new ModelFileFormatException("it is not a torch file: neither a zip archive nor the legacy format");
        }
        for (int pickle = 1; pickle < OLD_PICKLES; pickle++) {
            scanner.scan();
            keep(scanner.texts(), texts);
        }
        requireTensors(file, scanner);
    }

    /** Each key of the last pickle has a count of numbers and these numbers, as far as their size is known. */
    private static void requireTensors(SeekableByteChannel file, PickleScanner scanner)
            throws ModelFileFormatException, IOException {
        long next = scanner.position();
        for (String key : scanner.texts()) {
            TorchStorage storage = scanner.storages().get(key);
            if (storage == null) {
                return;
            }
            long left = file.size() - next - Long.BYTES;
            long count =
                    left < 0 ? 0 : ChannelReads.read(file, next, Long.BYTES).getLong();
            if (left < 0 || count < 0 || count > left / storage.size()) {
                throw new ModelFileFormatException("it is truncated or damaged: it ends before its tensors do");
            }
            next += Long.BYTES + count * storage.size();
        }
    }
}
