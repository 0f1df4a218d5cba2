package dev.atelier.rest.console;

import dev.atelier.application.training.GetTraining;
import dev.atelier.domain.training.TrainingSample;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sample images of one prompt of a training, in the order in which they were made. */
record SampleView(String prompt, List<TrainingSample> images) {

    static List<SampleView> of(List<GetTraining.Sample> samples) {
        Map<Integer, List<GetTraining.Sample>> byPrompt = samples.stream()
                .collect(Collectors.groupingBy(sample -> sample.image().prompt(), TreeMap::new, Collectors.toList()));
        return byPrompt.values().stream()
                .map(ofOne -> new SampleView(
                        ofOne.get(0).prompt(),
                        ofOne.stream().map(GetTraining.Sample::image).toList()))
                .toList();
    }

    /** When an image was made. */
    static String when(TrainingSample image) {
        return image.number() == 0 ? "at first" : (image.ofEpoch() ? "epoch " : "step ") + image.number();
    }
}
