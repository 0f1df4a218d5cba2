package dev.atelier.localgpu.demo;

import java.util.regex.Pattern;

/**
 * Takes out of a prompt what is written for bigger models: network tags such as {@code <lora:name:1>}, weights such as
 * {@code (panda:1.2)}, and the stock words about quality. The tiny model knows names of things only and would read the
 * digits and {@code 8k} as things to paint.
 */
final class PromptCleaner {

    private static final Pattern TAG = Pattern.compile("<[^<>]*>");
    private static final Pattern WEIGHT = Pattern.compile(":\\s*[0-9.]+\\s*(?=[)\\]])");
    private static final Pattern QUALITY = Pattern.compile(
            "(?i)\\b(masterpiece|best quality|(high|highest|top|good) quality|(highly|ultra|extremely|very)[ -]detailed"
                    + "|detailed|high[ -]?res(olution)?|absurdres|ultra[ -]?hd|uhd|hd|4k|8k|16k|photo-?realistic"
                    + "|realistic|sharp focus|trending on artstation|artstation|award[ -]winning|professional)\\b");

    private PromptCleaner() {}

    static String thingsIn(String prompt) {
        String bare = WEIGHT.matcher(TAG.matcher(prompt).replaceAll(" ")).replaceAll(" ");
        return QUALITY.matcher(bare).replaceAll(" ");
    }

    static boolean hasTags(String prompt) {
        return TAG.matcher(prompt).find();
    }
}
