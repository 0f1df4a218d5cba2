package dev.atelier.persistence.storage.multipart;

import dev.atelier.domain.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The ordered parts of a file to assemble. It is written before the first byte is moved, so that after a crash the next
 * caller knows the position of each part; from then on no part can be replaced.
 */
record AssemblyPlan(List<StoredPart> parts) {

    private static final String NAME = "plan";

    static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /** The plan stored in the folder, or else a new one of its parts; either must match the MD5s. */
    static AssemblyPlan in(Path folder, SortedMap<Integer, String> md5s) throws IOException {
        if (!existsIn(folder)) {
            AssemblyPlan plan = make(folder, md5s);
            plan.write(folder);
            return plan;
        }
        AssemblyPlan plan = read(folder);
        if (!plan.parts().stream()
                .collect(Collectors.toMap(StoredPart::number, StoredPart::md5))
                .equals(md5s)) {
            throw new InvalidRequestException("the upload was completed with other tags before");
        }
        return plan;
    }

    /** The parts of the plan stored in the folder, or else those that are there now, in order. */
    static List<StoredPart> partsIn(Path folder, int most) throws IOException {
        List<StoredPart> parts = new ArrayList<>();
        for (int number = 1; number <= most; number++) {
            StoredPart.find(folder, number).ifPresent(parts::add);
        }
        return existsIn(folder) ? read(folder).parts() : parts; // read last, as it is written before parts go
    }

    private static AssemblyPlan make(Path folder, SortedMap<Integer, String> md5s) throws IOException {
        List<StoredPart> parts = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        List<Integer> different = new ArrayList<>();
        for (Map.Entry<Integer, String> expected : md5s.entrySet()) {
            Optional<StoredPart> part = StoredPart.find(folder, expected.getKey());
            part.ifPresent(parts::add);
            if (part.isEmpty()) {
                missing.add(expected.getKey());
            } else if (!part.get().md5().equals(expected.getValue())) {
                different.add(expected.getKey());
            }
        }
        reject(missing, " not uploaded yet");
        reject(different, " not uploaded with the tag given; it is the ETag that the last PUT was answered with");
        return new AssemblyPlan(parts);
    }

    private static void reject(List<Integer> parts, String reason) {
        if (!parts.isEmpty()) {
            throw new InvalidRequestException(
                    UploadedPartList.list(parts) + (parts.size() == 1 ? " was" : " were") + reason);
        }
    }

    private void write(Path folder) throws IOException {
        Path unfinished = folder.resolve(NAME + ".new");
        Files.write(
                unfinished,
                parts.stream()
                        .map(part -> part.number() + " " + part.size() + " " + part.md5())
                        .toList());
        Files.move(unfinished, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static AssemblyPlan read(Path folder) throws IOException {
        return new AssemblyPlan(Files.readAllLines(folder.resolve(NAME)).stream()
                .map(line -> line.split(" "))
                .map(part -> new StoredPart(Integer.parseInt(part[0]), Long.parseLong(part[1]), part[2]))
                .toList());
    }
}
