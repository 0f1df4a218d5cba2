package dev.atelier.domain.checkpoint;

/** What the tool that wrote a model, or its author, noted in it. Not checked: it may be wrong. */
public enum ModelProperty {
    TITLE("Title", 200),
    AUTHOR("Author", 200),
    LICENSE("License", 200),
    DESCRIPTION("Description", 500),
    ARCHITECTURE("Architecture", 200),
    BASE_MODEL("Trained on", 200),
    RANK("Rank", 40),
    ALPHA("Alpha", 40),
    RESOLUTION("Resolution", 40),
    EPOCHS("Epochs", 40);

    private final String word;
    private final int longest;

    ModelProperty(String word, int longest) {
        this.word = word;
        this.longest = longest;
    }

    public String word() {
        return word;
    }

    /** How many characters of it are kept. */
    int longest() {
        return longest;
    }
}
