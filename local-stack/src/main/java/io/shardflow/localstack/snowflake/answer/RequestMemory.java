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
package io.shardflow.localstack.snowflake.answer;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Answers already given in a session, by requestId: a request that comes again is not run again but gets the same answer, or waits for it. Keeps the
 * last {@value #MAX_ANSWERS} answers. Safe for use by several threads.
 */
public final class RequestMemory {
    private static final int MAX_ANSWERS = 64;

    private final Map<String, CompletableFuture<Spool>> answers = new LinkedHashMap<>();

    /** The remembered answer, or the one that {@code run} makes now. */
    public Spool answer(final String requestId, final Supplier<Spool> run) {
        final CompletableFuture<Spool> mine = new CompletableFuture<>();
        final CompletableFuture<Spool> first;
        synchronized (this) {
            first = answers.putIfAbsent(requestId, mine);
            evict();
        }
        if (first != null) {
            return outcome(first);
        }
        try {
            mine.complete(run.get());
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        }
        return mine.join();
    }

    private static Spool outcome(final CompletableFuture<Spool> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void evict() {
        final Iterator<CompletableFuture<Spool>> oldest = answers.values().iterator();
        while (answers.size() > MAX_ANSWERS && oldest.hasNext()) {
            final CompletableFuture<Spool> answer = oldest.next();
            if (answer.isDone()) {
                oldest.remove();
                answer.thenAccept(Spool::delete);
            }
        }
    }

    public synchronized void clear() {
        answers.values().forEach(answer -> answer.thenAccept(Spool::delete));
        answers.clear();
    }
}
