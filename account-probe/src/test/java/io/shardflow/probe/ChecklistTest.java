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
package io.shardflow.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.probe.Answer.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChecklistTest {

    private static Check<String> check(final String id, final Check.Question<String> question) {
        return Check.needed(id, "It holds.", "yes", question);
    }

    private static List<Finding> run(final Duration each, final Duration all, final List<Check<String>> checks) {
        return new Checklist<>(checks, each, all, new PrintStream(PrintStream.nullOutputStream()))
                .run("place", () -> List.of("sent"), thrown -> Answer.of(false, thrown.getMessage()));
    }

    @Test
    void eachCheckIsMadeAndWhatItThrowsIsSeen() {
        final List<Finding> findings = run(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                List.of(check("good", place -> Answer.of(true, place)), check("bad", place -> {
                    throw new IllegalStateException("refused");
                })));
        assertThat(findings)
                .extracting(finding -> finding.answer().toString())
                .containsExactly(
                        Answer.of(true, "place").toString(),
                        Answer.of(false, "refused").toString());
        assertThat(findings).allSatisfy(finding -> assertThat(finding.sent()).containsExactly("sent"));
    }

    @Test
    void whatIsWrongWithTheProbeItselfDiffers() {
        assertThat(run(Duration.ofMinutes(1), Duration.ofMinutes(1), List.of(check("broken", place -> {
                    throw new AssertionError("a class is missing");
                }))))
                .extracting(finding -> finding.answer())
                .containsExactly(Answer.of(false, "failed with java.lang.AssertionError: a class is missing"));
    }

    @Test
    void whatWasAssumedIsPrintedWhereItDoesNotHold() {
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new Checklist<>(
                        List.of(
                                check("good", place -> Answer.of(true, "as it should")),
                                check("bad", place -> Answer.of(false, "no"))),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run("place", List::of, thrown -> Answer.of(false, thrown.getMessage()));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .satisfies(
                        lines -> assertThat(lines.getFirst()).startsWith("good").endsWith("as it should"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("bad").endsWith("no"))
                .satisfies(lines -> assertThat(lines.get(2)).endsWith("assumed:  It holds."))
                .satisfies(lines -> assertThat(lines.get(3)).endsWith("expected: yes"));
    }

    @Test
    void oneThatDoesNotEndIsLeftAndTheNextOneIsMade() {
        final CountDownLatch never = new CountDownLatch(1);
        assertThat(run(
                        Duration.ofMillis(50),
                        Duration.ofMinutes(1),
                        List.of(
                                check("hangs", place -> {
                                    never.await();
                                    return Answer.of(true, "");
                                }),
                                check("good", place -> Answer.of(true, place)))))
                .extracting(finding -> finding.answer().verdict())
                .containsExactly(Verdict.NOT_CHECKED, Verdict.HOLDS);
    }

    @Test
    void whenTheTimeIsOverNothingMoreIsAsked() {
        assertThat(run(
                        Duration.ofMinutes(1),
                        Duration.ofNanos(-1),
                        List.of(check("late", place -> Answer.of(true, place)))))
                .extracting(finding -> finding.answer().verdict())
                .containsExactly(Verdict.NOT_CHECKED);
    }
}
