package dev.atelier.localgpu.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.application.training.KohyaToml;
import dev.atelier.domain.training.SamplePrompt;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the configuration file of kohya's sd-scripts: the options of a training and the paths of its files. Prompts of sample images go into
 * a file of their own.
 */
final class KohyaConfigWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KohyaConfigWriter() {}

    static void write(TrainingSpec plan, Path model, TrainingWorkDir workDir) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("pretrained_model_name_or_path", model.toString());
        config.put("train_data_dir", workDir.images().toString());
        config.put("output_dir", workDir.output().toString());
        config.put("save_model_as", "safetensors");
        config.putAll(plan.checkedOptions());
        if (config.containsKey(TrainingOptions.SAMPLE_PROMPTS)) {
            writePrompts(plan.samplePrompts(), workDir.prompts());
            config.put(TrainingOptions.SAMPLE_PROMPTS, workDir.prompts().toString());
        }
        Files.writeString(workDir.config(), KohyaToml.of(config));
    }

    private static void writePrompts(List<String> lines, Path file) throws IOException {
        List<Map<String, Object>> prompts = lines.stream()
                .map(line -> SamplePrompt.parse(line).orElseThrow().named())
                .toList();
        Files.write(file, JSON.writeValueAsBytes(prompts));
    }
}
