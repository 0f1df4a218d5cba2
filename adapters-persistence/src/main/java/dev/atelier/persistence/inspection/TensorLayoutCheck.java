package dev.atelier.persistence.inspection;

import static dev.atelier.persistence.inspection.SafetensorsParser.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranges of a file's tensors. */
final class TensorLayoutCheck {

    /** More than any model has; bounds memory for a crafted header. */
    private static final int MAX = 500_000;

    private final List<Place> places = new ArrayList<>();

    private record Place(long begin, long end) {}

    void add(TensorInfo tensor) throws ModelFileFormatException {
        require(places.size() < MAX, "its header names more than " + MAX + " tensors");
        places.add(new Place(tensor.begin(), tensor.end()));
    }

    /** Requires that the tensors are contiguous, from the first byte to the last. */
    void requireToFill(long bytes) throws ModelFileFormatException {
        places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long reached = 0;
        for (Place place : places) {
            require(
                    place.end() <= bytes,
                    "it is truncated, or its header is wrong: a tensor ends at byte " + place.end() + " of " + bytes);
            require(place.begin() >= reached, "two tensors overlap at byte " + place.begin());
            require(place.begin() == reached, "no tensor covers the bytes " + reached + " to " + place.begin());
            reached = place.end();
        }
        require(reached == bytes, "no tensor covers the last " + (bytes - reached) + " bytes");
    }
}
