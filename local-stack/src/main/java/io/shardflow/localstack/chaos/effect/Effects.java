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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.chaos.plan.Disturbance;
import io.shardflow.localstack.chaos.plan.Disturbance.CallTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.ClockJump;
import io.shardflow.localstack.chaos.plan.Disturbance.DirtyRecords;
import io.shardflow.localstack.chaos.plan.Disturbance.FreezeAt;
import io.shardflow.localstack.chaos.plan.Disturbance.KillAt;
import io.shardflow.localstack.chaos.plan.Disturbance.NodeTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.Reshard;
import io.shardflow.localstack.chaos.plan.Disturbance.ServiceTrouble;
import io.shardflow.localstack.chaos.plan.Disturbance.Upkeep;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.chaos.site.Site;
import io.shardflow.localstack.process.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Carries disturbances out. Threads: used by one. */
public final class Effects {

    private final Site site;
    private final Operator operator;

    /** @param application the name that the connectors began with */
    public Effects(final Site site, final String application) {
        this.site = site;
        this.operator = new Operator(site, application);
    }

    /**
     * What came of disturbances.
     *
     * @param undone {@link System#nanoTime()} from which on nothing disturbs any more: a NiFi that was down is being started
     * @param missed those that did not happen, since the call that they waited for did not come
     */
    public record Done(long undone, List<Disturbance> missed) {}

    /** Carries them out side by side and returns when all are undone. */
    public Done carryOut(final List<Disturbance> disturbances) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            final List<Callable<Optional<Long>>> runs = new ArrayList<>();
            disturbances.forEach(each -> runs.add(() -> run(each)));
            final List<Future<Optional<Long>>> ended = threads.invokeAll(runs);
            long undone = System.nanoTime();
            boolean first = true;
            final List<Disturbance> missed = new ArrayList<>();
            for (int i = 0; i < ended.size(); i++) {
                final Optional<Long> end = result(disturbances.get(i), ended.get(i));
                if (end.isEmpty()) {
                    missed.add(disturbances.get(i));
                } else if (first || end.get() - undone > 0) {
                    undone = end.get();
                    first = false;
                }
            }
            return new Done(undone, missed);
        }
    }

    private static Optional<Long> result(final Disturbance disturbance, final Future<Optional<Long>> ended)
            throws InterruptedException {
        try {
            return ended.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException("cannot be carried out: " + disturbance.text(), e.getCause());
        }
    }

    /** @return when it began to be undone; empty if it did not happen */
    private Optional<Long> run(final Disturbance disturbance) throws Exception {
        final Effect effect = effect(disturbance);
        try {
            effect.begin();
            sleep(disturbance.time());
            final long undone = System.nanoTime();
            effect.end();
            return Optional.of(undone);
        } catch (final MissedException e) {
            return Optional.empty();
        }
    }

    private Effect effect(final Disturbance disturbance) {
        return switch (disturbance) {
            case NodeTrouble trouble -> new NodeEffect(site.nodes().get(trouble.node()), trouble.action());
            case KillAt kill ->
                new KillEffect(
                        site.nodes().get(kill.node()),
                        site.nodes().get((kill.node() + 1) % site.nodes().size()),
                        kill.moment(),
                        kill.after(),
                        new Provocations(operator, site.load()));
            case FreezeAt freeze -> {
                final Node node = site.nodes().get(freeze.node());
                yield new FreezeEffect(
                        node::proxy,
                        freeze.moment(),
                        freeze.withoutCheckpoints(),
                        node.process()::freeze,
                        node.process()::thaw);
            }
            case CallTrouble calls ->
                new CallEffect(site.nodes().get(calls.node()).proxy(calls.backend()), calls.operation(), calls.fault());
            case ServiceTrouble trouble -> service(trouble);
            case Reshard reshard -> new ReshardEffect(site.kinesis(), reshard);
            case Upkeep upkeep -> operator.effect(upkeep);
            case DirtyRecords dirty -> new DirtyEffect(site.load());
            case ClockJump jump ->
                new Effect() {
                    @Override
                    public void begin() {
                        site.clockAhead(jump.ahead());
                    }

                    @Override
                    public void end() {
                        site.clockAhead(Duration.ZERO);
                    }
                };
        };
    }

    private Effect service(final ServiceTrouble trouble) {
        final Service process = site.process(trouble.backend());
        return switch (trouble.backend()) {
            case KINESIS -> new ServiceEffect(process, trouble.way(), site.load()::rest, site.load()::goOn);
            case DYNAMODB -> new ServiceEffect(process, trouble.way(), () -> {}, () -> {});
            case SNOWFLAKE -> new ServiceEffect(process, trouble.way(), () -> {}, site::assumeTheWorst);
        };
    }

    /** Lasts as long as it is said to, however often the thread is woken. */
    private static void sleep(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
