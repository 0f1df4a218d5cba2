package dev.atelier.application.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingSpec;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layout of a training's images and captions for kohya; other files are not included. They keep the folder that
 * they have in the dataset; one whose name kohya would not understand gets the training's number of repeats, and an
 * image without a caption the training's caption.
 *
 * @param files files of the dataset, by their path in the layout: {@code N_name/file}
 * @param captions the paths of files with the training's caption; none when it has no caption
 */
public record KohyaDatasetLayout(Map<String, StorageUri> files, Set<String> captions) {

    /** How many pieces that begin with {@code _} kohya takes off an image's name to find the caption of its source. */
    private static final int PIECES = 4;

    /**
     * The layout of the dataset's present files.
     *
     * @param dataset its files; the stream is consumed
     * @throws InvalidRequestException if there is no image any more, or two files would get the same path
     */
    public static KohyaDatasetLayout of(TrainingSpec plan, Stream<StorageUri> dataset) {
        Map<String, StorageUri> files = new LinkedHashMap<>();
        for (Iterator<StorageUri> each =
                        dataset.filter(TrainingDatasetResolver::isUsed).iterator();
                each.hasNext(); ) {
            StorageUri file = each.next();
            StorageUri other = files.putIfAbsent(place(plan, file), file);
            if (other != null) {
                throw new InvalidRequestException(file + " and " + other + " would have the same path in one folder;"
                        + " one of them should have another name");
            }
        }
        if (files.values().stream().noneMatch(TrainingDatasetResolver::isImage)) {
            throw new InvalidRequestException("the dataset at " + plan.dataset() + " has no images any more");
        }
        return new KohyaDatasetLayout(files, plan.images().caption().isEmpty() ? Set.of() : missingCaptions(files));
    }

    /** {@code N_name/file}, as kohya requires; files in deeper folders get a prefix of the folders' names. */
    private static String place(TrainingSpec plan, StorageUri file) {
        String below = file.toString().substring(plan.dataset().toString().length() + 1);
        int slash = below.indexOf('/');
        String folder = slash < 0 ? plan.dataset().fileName() : below.substring(0, slash);
        String name = below.substring(slash + 1).replace('/', '_');
        return (folder.matches("[1-9][0-9]{0,4}_.+") ? "" : plan.images().repeats() + "_") + folder + "/" + name;
    }

    /** The captions of the dataset that kohya reads, each once. */
    public Set<StorageUri> ownCaptions() {
        return images(files)
                .flatMap(image -> captionOf(image, files.keySet()).stream())
                .map(files::get)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> missingCaptions(Map<String, StorageUri> files) {
        return images(files)
                .filter(image -> captionOf(image, files.keySet()).isEmpty())
                .map(image -> stem(image) + TrainingDatasetResolver.CAPTION)
                .collect(Collectors.toSet());
    }

    private static Stream<String> images(Map<String, StorageUri> files) {
        return files.keySet().stream().filter(place -> TrainingDatasetResolver.isImage(files.get(place)));
    }

    /**
     * Kohya takes {@code a.txt} for the caption of {@code a.png}, or else the file whose path is shorter by the last four
     * pieces that begin with {@code _}: {@code a.txt} for {@code a_1_2_3_4.png}, which was cut out of {@code a.png}.
     */
    static Optional<String> captionOf(String image, Set<String> files) {
        String stem = stem(image);
        String[] pieces = stem.split("_", -1);
        String source = pieces.length > PIECES ? String.join("_", Arrays.copyOf(pieces, pieces.length - PIECES)) : stem;
        return Stream.of(stem, source)
                .map(name -> name + TrainingDatasetResolver.CAPTION)
                .filter(files::contains)
                .findFirst();
    }

    private static String stem(String image) {
        return image.substring(0, image.lastIndexOf('.'));
    }
}
