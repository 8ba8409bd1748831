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
package io.shardflow.nifi.snowflake.target;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An exception or error that nothing was prepared for, in words. Its own message may quote a record or a secret. */
public final class Unforeseen {

    private static final int MOST_CAUSES = 5;

    private Unforeseen() {}

    /** @return kinds and places, no message; fit for a bulletin */
    public static String describe(final Throwable thrown) {
        final StringBuilder text = new StringBuilder(
                isOutOfMemory(thrown)
                        ? "NiFi has no memory left; give it more (-Xmx, a java.arg in conf/bootstrap.conf), or lower"
                                + " 'Concurrent Tasks', 'Maximum Record Size' or 'Maximum Records per Transaction' here: "
                        : "an unforeseen error; please report it: ");
        Throwable cause = thrown;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            text.append(i == 0 ? "" : ", caused by ").append(kind(cause)).append(places(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static boolean isOutOfMemory(final Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .anyMatch(OutOfMemoryError.class::isInstance);
    }

    /** The same for every try that fails alike. */
    public static String kind(final Throwable thrown) {
        return thrown.getClass().getName();
    }

    /** Where it was thrown, and where it came into our code. */
    private static String places(final Throwable thrown) {
        final StackTraceElement[] frames = thrown.getStackTrace();
        if (frames.length == 0) {
            return "";
        }
        final String ours = "io.shardflow.";
        return Arrays.stream(frames)
                .filter(frame -> frame == frames[0] || frame.getClassName().startsWith(ours))
                .limit(2)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(" < ", " at ", ""));
    }
}
