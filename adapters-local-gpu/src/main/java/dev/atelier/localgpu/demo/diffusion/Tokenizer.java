package dev.atelier.localgpu.demo.diffusion;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns a prompt into the weighted features that the text encoder was trained on: for each word its entry in the vocabulary,
 * if any, and its hashed character n-grams, which give meaning to unknown word forms too. Must match {@code words}, {@code
 * fnv} and {@code Vocab.feats} in the recipe's {@code text.py}: a change here needs a model trained again.
 */
final class Tokenizer {

    /** Words of a prompt that have an effect; further ones are ignored. */
    static final int WORDS = 10;

    /** Maximum number of features of a word. */
    static final int FEATURES = 20;

    private static final int BUCKETS = 4096;
    private static final Set<String> STOP_WORDS =
            Set.of(new String(TinyDiffusionModel.resource("stopwords.txt"), StandardCharsets.UTF_8).split("\\s+"));

    private final Map<String, Integer> vocabulary = new HashMap<>();

    Tokenizer(List<String> words) {
        for (String word : words) {
            vocabulary.put(word, BUCKETS + 1 + vocabulary.size());
        }
    }

    static List<String> words(String prompt) {
        List<String> words = new ArrayList<>();
        for (String word : normalized(prompt).split("[^a-z0-9]+", -1)) {
            if (word.isEmpty() || STOP_WORDS.contains(word)) {
                continue;
            }
            if (word.equals("background") && !words.isEmpty()) {
                // one token with the colour before it, so that "blue background" does not make the object blue
                words.set(words.size() - 1, words.get(words.size() - 1) + word);
            } else {
                words.add(word);
            }
        }
        return new ArrayList<>(new LinkedHashSet<>(words));
    }

    /** Fills one row of {@link #WORDS} x {@link #FEATURES} ids and weights, starting at {@code row}. */
    void fill(String prompt, long[] ids, float[] weights, int row) {
        List<String> words = words(prompt);
        for (int i = 0; i < Math.min(WORDS, words.size()); i++) {
            fillWord(words.get(i), ids, weights, row + i * FEATURES);
        }
    }

    private void fillWord(String word, long[] ids, float[] weights, int start) {
        int at = start;
        double left = 1;
        Integer own = vocabulary.get(word);
        if (own != null) {
            left = .5;
            ids[at] = own;
            weights[at++] = .5f;
        }
        List<Integer> grams = grams(word);
        for (int gram : grams.subList(0, Math.min(grams.size(), start + FEATURES - at))) {
            ids[at] = gram;
            weights[at++] = (float) (left / grams.size());
        }
    }

    private static List<Integer> grams(String word) {
        String framed = "<" + word + ">";
        List<Integer> grams = new ArrayList<>();
        for (int length = 3; length <= 4; length++) {
            for (int i = 0; i + length <= framed.length(); i++) {
                grams.add(1 + Integer.remainderUnsigned(fnv(framed.substring(i, i + length)), BUCKETS));
            }
        }
        return grams.subList(0, Math.min(grams.size(), FEATURES - 1));
    }

    private static String normalized(String prompt) {
        return Normalizer.normalize(prompt.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replace("'", "")
                .replace("\u2019", "");
    }

    private static int fnv(String text) {
        int hash = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 255)) * 16777619;
        }
        return hash;
    }
}
