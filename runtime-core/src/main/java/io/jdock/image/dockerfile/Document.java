package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;

/**
 * A here-document: lines that stand below an instruction.
 *
 * @param word as the instruction names it, such as {@code <<-"EOF"}
 * @param name that ends it; of a copied one, the name of the file
 * @param literal whether the name was quoted, so that variables stay as they are
 * @param text all lines, each with its line feed; without their first tabs if the word had a minus
 * @param escape the character that takes the meaning from the next one
 * @param position of the first line
 */
public record Document(String word, String name, boolean literal, String text, char escape, Position position) {
    /**
     * The text with the values of its variables; quotes are part of it.
     *
     * @throws ImageException if braces do not match
     */
    public String expand(Word.Variables variables) throws ImageException {
        return new Word(text, position, escape).expandLines(variables);
    }
}
