package dev.atelier.rest.console;

import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A file of a model for people, with its description and hashes, where it was read. */
record ModelFileView(ModelFile file, Optional<ModelDescription> description, Optional<ModelHashes> hashes) {

    private static final double BILLION = 1e9;
    private static final double MILLION = 1e6;

    /** Its family and kind in a line; empty where they were not read. */
    String summary() {
        return description
                .map(found -> found.kind() == ModelKind.UNKNOWN
                        ? found.family().word()
                        : (found.family() == ModelFamily.UNKNOWN
                                        ? ""
                                        : found.family().word() + ", ")
                                + found.kind().word())
                .orElse("");
    }

    /** What is known of it, each with what it is called, in the order in which it is shown. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        description.ifPresent(found -> {
            facts.put("Family", found.family().word());
            facts.put("Kind", found.kind().word());
            put(facts, "Precision", found.precision());
            put(facts, "Parameters", parameters(found.parameters()));
            for (ModelProperty property : ModelProperty.values()) {
                put(facts, property.word(), found.properties().getOrDefault(property, ""));
            }
            put(facts, "Trigger words", String.join(", ", found.triggerWords()));
        });
        return facts;
    }

    /** Its hashes, each with what it is called; those that are known before all of the file was read are among them. */
    Map<String, String> hashNames() {
        Map<String, String> names = new LinkedHashMap<>();
        put(names, "AutoV2", hashes.map(ModelHashes::autoV2).orElse(file.autoV2()));
        hashes.ifPresent(found -> {
            put(names, "AutoV3", found.autoV3() == null ? "" : found.autoV3());
            put(names, "Legacy hash", found.legacy());
        });
        put(names, "SHA-256", hashes.map(ModelHashes::sha256).orElse(file.sha256() == null ? "" : file.sha256()));
        return names;
    }

    private static void put(Map<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }

    private static String parameters(long count) {
        if (count >= BILLION) {
            return String.format(Locale.ROOT, "%.2f billion", count / BILLION);
        }
        if (count >= MILLION) {
            return String.format(Locale.ROOT, "%.1f million", count / MILLION);
        }
        return count == 0 ? "" : String.format(Locale.ROOT, "%,d", count);
    }
}
