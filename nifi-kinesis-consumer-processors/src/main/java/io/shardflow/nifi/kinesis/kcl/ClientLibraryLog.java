/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.kcl;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Keeps the client library's account of its own doings, some twenty lines a second at rest, out of NiFi's log: its loggers
 * get the level WARN, unless the log configuration says something about them. NiFi's own configuration does not, and an
 * archive cannot bring one along. What it says of metrics that cannot be published is off altogether, and so are its warnings
 * of finished shards whose rows have to stay for now.
 *
 * <p>A level that the configuration gives to these loggers, to a package above or to one below them stays: only the
 * root's is not taken for an opinion about the client library. When NiFi reads a changed configuration, which takes our level
 * away, the next call sets it again.
 *
 * <p>Nothing is registered anywhere and nothing of ours is kept by the logger context, which outlives the processor's class
 * loader; the level itself stays when the processor stops.
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class ClientLibraryLog {

    /** The client library, and the lock client by which it elects a leader. */
    static final List<String> LOGGERS = List.of("software.amazon.kinesis", "com.amazonaws.services.dynamodbv2");

    /** Says at each try, with a stack trace, that metrics could not be published; whoever publishes them says why, once. */
    static final String METRICS = "software.amazon.kinesis.metrics";

    /** Warns at each look of each row that has to stay, which is as it should be while a child has had no record. */
    static final String CLEAN_UP = "software.amazon.kinesis.leases.LeaseCleanupManager";

    private ClientLibraryLog() {}

    /** Sets the levels. Does nothing where another implementation than Logback, NiFi's, writes the log. */
    public static void quieten() {
        try {
            Logback.quieten(LoggerFactory.getILoggerFactory());
        } catch (final NoClassDefFoundError e) {
            // Logback is not there; whoever chose another implementation sets its levels
            return;
        }
    }

    /** A class of its own, so that the outer one can be loaded without Logback. */
    private static final class Logback {

        private static final char PACKAGE_SEPARATOR = '.';

        static void quieten(final ILoggerFactory factory) {
            if (factory instanceof final LoggerContext context) {
                // first, before the level of the package above them looks like somebody else's
                quieten(context, METRICS, Level.OFF);
                quieten(context, CLEAN_UP, Level.ERROR);
                LOGGERS.forEach(name -> quieten(context, name, Level.WARN));
            }
        }

        private static void quieten(final LoggerContext context, final String name, final Level level) {
            final Logger logger = context.getLogger(name);
            if (!isConfigured(context, name) && !logger.getEffectiveLevel().isGreaterOrEqual(level)) {
                logger.setLevel(level);
            }
        }

        private static boolean isConfigured(final LoggerContext context, final String name) {
            for (String part = name; !part.isEmpty(); part = parent(part)) {
                final Logger logger = context.exists(part);
                if (logger != null && logger.getLevel() != null) {
                    return true;
                }
            }
            return false;
        }

        private static String parent(final String name) {
            return name.substring(0, Math.max(0, name.lastIndexOf(PACKAGE_SEPARATOR)));
        }
    }
}
