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
package io.shardflow.nifi.kinesis.lifecycle;

import io.shardflow.nifi.kinesis.state.StateTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs two users of one state table in every order in which their calls can follow each other. */
final class Interleavings {

    /** A history to run: its two users, each of which gets the table to call, and what must hold afterwards. */
    interface History {
        void first(StateTable table);

        void second(StateTable table);

        StateTable table();

        void check();
    }

    private static final class Actor {
        private final Semaphore turn = new Semaphore(0);
        private boolean ended;
    }

    private final List<Integer> choices = new ArrayList<>();
    private final List<Boolean> open = new ArrayList<>();
    private final BlockingQueue<Actor> arrived = new LinkedBlockingQueue<>();

    private Interleavings() {}

    /** @return how many orders there were */
    static int all(final Supplier<History> histories) throws InterruptedException {
        int orders = 0;
        List<Integer> prefix = List.of();
        while (prefix != null) {
            final Interleavings run = new Interleavings();
            run.run(histories.get(), prefix);
            prefix = run.nextPrefix();
            orders++;
        }
        return orders;
    }

    private void run(final History history, final List<Integer> prefix) throws InterruptedException {
        final List<Actor> actors = List.of(new Actor(), new Actor());
        start(actors.getFirst(), history::first, history.table());
        start(actors.getLast(), history::second, history.table());
        int waiting = 0;
        while (true) {
            while (waiting < actors.stream().filter(actor -> !actor.ended).count()) {
                waiting += arrived.take().ended ? 0 : 1;
            }
            if (waiting == 0) {
                break;
            }
            final boolean both = waiting == 2;
            final int next;
            if (both) {
                next = choices.size() < prefix.size() ? prefix.get(choices.size()) : 0;
            } else {
                next = actors.getFirst().ended ? 1 : 0;
            }
            choices.add(next);
            open.add(both);
            waiting--;
            actors.get(next).turn.release();
            waiting += arrived.take().ended ? 0 : 1;
        }
        history.check();
    }

    private void start(final Actor actor, final Consumer<StateTable> user, final StateTable table) {
        Thread.startVirtualThread(() -> {
            try {
                user.accept(inTurn(actor, table));
            } finally {
                actor.ended = true;
                arrived.add(actor);
            }
        });
    }

    private StateTable inTurn(final Actor actor, final StateTable table) {
        return (StateTable) Proxy.newProxyInstance(
                StateTable.class.getClassLoader(), new Class<?>[] {StateTable.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("name")) {
                        arrived.add(actor);
                        actor.turn.acquire();
                    }
                    try {
                        return method.invoke(table, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The choices of this run up to the last at which the first user was taken though the second could go. */
    private List<Integer> nextPrefix() {
        for (int i = choices.size() - 1; i >= 0; i--) {
            if (open.get(i) && choices.get(i) == 0) {
                final List<Integer> prefix = new ArrayList<>(choices.subList(0, i));
                prefix.add(1);
                return prefix;
            }
        }
        return null;
    }
}
