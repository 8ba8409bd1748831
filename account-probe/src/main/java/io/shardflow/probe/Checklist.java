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

import io.shardflow.probe.Answer.Verdict;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes checks one after the other, each and all together bounded in time, and prints a line for each, and of those that do not hold what was assumed. One thread; a question
 * runs on a thread of its own, which is left behind if it does not end.
 */
public final class Checklist<T> {

    private final List<Check<T>> checks;
    private final Duration each;
    private final Duration all;
    private final PrintStream progress;

    public Checklist(final List<Check<T>> checks, final Duration each, final Duration all, final PrintStream progress) {
        this.checks = List.copyOf(checks);
        this.each = each;
        this.all = all;
        this.progress = progress;
    }

    /**
     * @param sent takes and forgets what was sent since it was last asked
     * @param failure what an exception of a question says of the assumption
     */
    public List<Finding> run(
            final T place, final Supplier<List<String>> sent, final Function<Exception, Answer> failure) {
        final long end = System.nanoTime() + all.toNanos();
        final List<Finding> findings = new ArrayList<>();
        for (final Check<T> check : checks) {
            final long start = System.nanoTime();
            progress.printf("%-32s ", check.id());
            progress.flush();
            final Answer answer = start > end
                    ? Answer.notChecked("the time for all checks, " + all.toSeconds() + " s, was over")
                    : ask(check, place, failure);
            final Finding finding = new Finding(check, answer, sent.get(), Duration.ofNanos(System.nanoTime() - start));
            findings.add(finding);
            progress.printf("%-12s %s%n", answer.verdict(), answer.seen());
            if (answer.verdict() != Verdict.HOLDS) {
                progress.printf("    assumed:  %s%n    expected: %s%n", check.assumption(), check.expected());
            }
        }
        return findings;
    }

    private Answer ask(final Check<T> check, final T place, final Function<Exception, Answer> failure) {
        final ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("probe-" + check.id()).factory());
        final Future<Answer> asked = thread.submit(() -> check.question().ask(place));
        try {
            return asked.get(each.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            return Answer.notChecked("no end within " + each.toSeconds() + " s");
        } catch (final ExecutionException e) {
            return e.getCause() instanceof Exception thrown
                    ? failure.apply(thrown)
                    : Answer.failed(e.getCause(), e.getCause().getMessage());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.notChecked("interrupted");
        } finally {
            thread.shutdownNow();
        }
    }
}
