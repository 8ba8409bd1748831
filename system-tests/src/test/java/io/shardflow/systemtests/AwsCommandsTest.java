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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The AWS commands that the docs print are operations of Kinesis and DynamoDB, with their options. */
class AwsCommandsTest {

    private static final Pattern INLINE = Pattern.compile("`(aws [^`]+)`");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\n(.*?)^```$");
    private static final Pattern LINE = Pattern.compile("(?m)^aws (?:[^\n]*\\\\\n)*[^\n]*$");

    @Test
    void everyPrintedCommandIsOne() throws IOException {
        final List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(5);
        final List<AwsCommand> known = commands.stream()
                .map(AwsCommand::of)
                .filter(AwsCommand::isKnownService)
                .toList();
        assertThat(known).hasSizeGreaterThan(5);
        known.forEach(AwsCommand::check);
    }

    @Test
    void aMisspeltOneIsNot() {
        assertRefused("aws kinesis raise-retention --stream-name S", "no operation 'raise-retention'");
        assertRefused(
                "aws kinesis increase-stream-retention-period --stream S --retention-period-hours 1", "[\"stream\"]");
        assertRefused("aws dynamodb wait table-vanishes --table-name T", "waiters");
    }

    private static void assertRefused(final String command, final String why) {
        assertThatThrownBy(() -> AwsCommand.of(command).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(why);
    }

    private static List<String> commands() throws IOException {
        final List<String> commands = new ArrayList<>();
        final List<Path> pages;
        try (Stream<Path> files = Files.list(Path.of("..", "docs"))) {
            pages = files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
        for (final Path page : pages) {
            final String text = Files.readString(page);
            INLINE.matcher(text).results().forEach(inline -> commands.add(inline.group(1)));
            BLOCK.matcher(text)
                    .results()
                    .flatMap(block -> LINE.matcher(block.group(1)).results())
                    .forEach(line -> commands.add(line.group()));
        }
        return commands;
    }
}
