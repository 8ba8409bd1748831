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
package io.shardflow.localstack.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a NiFi server has written since a moment. One thread. */
public final class NifiLog {

    private static final Pattern LINE = Pattern.compile("\\S+ \\S+ (TRACE|DEBUG|INFO|WARN|ERROR) \\[.*?] (\\S+) (.*)");

    private final Path file;
    private long start;

    /** @param file where the server's standard output goes; what it holds already is not read */
    public NifiLog(final Path file) {
        this.file = file;
        fromNowOn();
    }

    /**
     * A line.
     *
     * @param level of a line of a stack trace or of a message of several lines: that of the first
     * @param logger the same
     */
    public record Line(String level, String logger, String text) {

        /** Whether an operator is meant to look at it. */
        public boolean isProblem() {
            return level.equals("WARN") || level.equals("ERROR");
        }

        /** Whether its logger is of one of these packages. */
        public boolean isOf(final List<String> packages) {
            return packages.stream().anyMatch(name -> logger.startsWith(name + '.'));
        }
    }

    /** Forgets what was written until now. */
    public void fromNowOn() {
        try {
            start = Files.size(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that were written since then. A last line without its end is left out. */
    public List<Line> lines() {
        final List<Line> lines = new ArrayList<>();
        String level = "";
        String logger = "";
        for (final String text : complete().lines().toList()) {
            final Matcher line = LINE.matcher(text);
            if (line.matches()) {
                level = line.group(1);
                logger = line.group(2);
            }
            lines.add(new Line(level, logger, text));
        }
        return lines;
    }

    private String complete() {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            final ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size() - start));
            channel.position(start);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            final String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
