package io.jdock.image.dockerfile;

/**
 * A here-document: lines that stand below an instruction.
 *
 * @param word as the instruction names it, such as {@code <<-"EOF"}
 * @param name that ends it; of a copied one, the name of the file
 * @param literal whether the name was quoted, so that variables stay as they are
 * @param text all lines, each with its line feed; without their first tabs if the word had a minus
 * @param position of the first line
 */
public record Document(String word, String name, boolean literal, String text, Position position) {}
