package io.jdock.eclipse.ui.views;

import java.util.List;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;

/** A line without axes that tells how a figure went lately: the newest at the right, the greatest at the top. */
final class Sparkline {
    private static final int FAINT = 60;
    private static final int OPAQUE = 255;

    private final int capacity;

    /** @param capacity how many figures fill the whole width */
    Sparkline(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Draws figures, the oldest first.
     *
     * @param least what fills the height even if all figures are smaller: noise shall not look like work
     */
    void draw(GC gc, Rectangle area, List<? extends Number> figures, double least, Color colour) {
        if (figures.isEmpty() || area.width < 2 || area.height < 2) {
            return;
        }
        int[] line = points(area, figures, least);
        int bottom = area.y + area.height;
        int[] surface = new int[line.length + 4];
        System.arraycopy(line, 0, surface, 0, line.length);
        surface[line.length] = line[line.length - 2];
        surface[line.length + 1] = bottom;
        surface[line.length + 2] = line[0];
        surface[line.length + 3] = bottom;
        gc.setBackground(colour);
        gc.setForeground(colour);
        gc.setAlpha(FAINT);
        gc.fillPolygon(surface);
        gc.setAlpha(OPAQUE);
        gc.drawPolyline(line);
    }

    /** x and y of each figure in turn. */
    int[] points(Rectangle area, List<? extends Number> figures, double least) {
        double greatest = Math.max(
                least, figures.stream().mapToDouble(Number::doubleValue).max().orElse(0));
        int[] points = new int[figures.size() * 2];
        for (int i = 0; i < figures.size(); i++) {
            double age = figures.size() - 1.0 - i;
            double part = greatest > 0 ? figures.get(i).doubleValue() / greatest : 0;
            points[2 * i] = area.x + area.width - 1 - (int) Math.round(age * (area.width - 1) / (capacity - 1));
            points[2 * i + 1] = area.y + area.height - 1 - (int) Math.round(part * (area.height - 1));
        }
        return points;
    }
}
