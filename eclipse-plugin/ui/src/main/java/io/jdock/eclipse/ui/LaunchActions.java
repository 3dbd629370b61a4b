package io.jdock.eclipse.ui;

import io.jdock.eclipse.jdt.ContainerLaunchDelegate;
import org.eclipse.debug.ui.actions.AbstractLaunchToolbarAction;
import org.eclipse.debug.ui.actions.ContextualLaunchAction;
import org.eclipse.debug.ui.actions.LaunchShortcutsAction;
import org.eclipse.debug.ui.actions.OpenLaunchDialogAction;

/** The platform's launch actions for the two launch groups; plugin.xml names them. */
final class LaunchActions {
    /** As plugin.xml declares it. */
    static final String RUN_GROUP = "io.jdock.eclipse.ui.group.run";

    /** As plugin.xml declares it. */
    static final String DEBUG_GROUP = "io.jdock.eclipse.ui.group.debug";

    private LaunchActions() {}

    /** Of the toolbar. */
    public static final class Run extends AbstractLaunchToolbarAction {
        public Run() {
            super(RUN_GROUP);
        }
    }

    /** Of the toolbar. */
    public static final class Debug extends AbstractLaunchToolbarAction {
        public Debug() {
            super(DEBUG_GROUP);
        }
    }

    /** Of the menu Run. */
    public static final class RunAs extends LaunchShortcutsAction {
        public RunAs() {
            super(RUN_GROUP);
        }
    }

    /** Of the menu Run. */
    public static final class DebugAs extends LaunchShortcutsAction {
        public DebugAs() {
            super(DEBUG_GROUP);
        }
    }

    /** Of the menu Run. */
    public static final class RunConfigurations extends OpenLaunchDialogAction {
        public RunConfigurations() {
            super(RUN_GROUP);
        }
    }

    /** Of the menu Run. */
    public static final class DebugConfigurations extends OpenLaunchDialogAction {
        public DebugConfigurations() {
            super(DEBUG_GROUP);
        }
    }

    /** Of context menus. */
    public static final class ContextualRun extends ContextualLaunchAction {
        public ContextualRun() {
            super(ContainerLaunchDelegate.RUN_MODE);
        }
    }

    /** Of context menus. */
    public static final class ContextualDebug extends ContextualLaunchAction {
        public ContextualDebug() {
            super(ContainerLaunchDelegate.DEBUG_MODE);
        }
    }
}
