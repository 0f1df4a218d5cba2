package dev.atelier.localgpu.demo.diffusion;

import java.util.regex.Pattern;

/**
 * Removes from a prompt what is meant for larger models: network tags such as {@code <lora:name:1>}, weights such as
 * {@code (panda:1.2)}, and common quality keywords. tiny-emoji knows only names of objects and would take the digits and
 * {@code 8k} for objects.
 */
public final class PromptCleaner {

    private static final Pattern TAG = Pattern.compile("<[^<>]*>");
    private static final Pattern WEIGHT = Pattern.compile(":\\s*[0-9.]+\\s*(?=[)\\]])");
    private static final Pattern QUALITY = Pattern.compile(
            "(?i)\\b(masterpiece|best quality|(high|highest|top|good) quality|(highly|ultra|extremely|very)[ -]detailed"
                    + "|detailed|high[ -]?res(olution)?|absurdres|ultra[ -]?hd|uhd|hd|4k|8k|16k|photo-?realistic"
                    + "|realistic|sharp focus|trending on artstation|artstation|award[ -]winning|professional)\\b");

    private PromptCleaner() {}

    static String clean(String prompt) {
        String untagged = WEIGHT.matcher(TAG.matcher(prompt).replaceAll(" ")).replaceAll(" ");
        return QUALITY.matcher(untagged).replaceAll(" ");
    }

    public static boolean hasTags(String prompt) {
        return TAG.matcher(prompt).find();
    }
}
