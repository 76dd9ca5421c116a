<?php
// Loads Carbon from a checkout (CARBON names it) with Debian's Symfony translation beside it; the clock that it can work
// with is not needed to say ages, so its interfaces are declared empty.
declare(strict_types=1);

namespace Psr\Clock {
    if (!interface_exists(ClockInterface::class, false)) {
        interface ClockInterface
        {
            public function now(): \DateTimeImmutable;
        }
    }
}

namespace Symfony\Component\Clock {
    if (!interface_exists(ClockInterface::class, false)) {
        interface ClockInterface extends \Psr\Clock\ClockInterface
        {
        }
    }
}

namespace {
    require_once 'Symfony/Component/Translation/autoload.php';
    spl_autoload_register(static function (string $class): void {
        $name = str_replace('\\', '/', $class);
        $checkout = getenv('CARBON');
        foreach (["$checkout/src/$name.php", "$checkout/lazy/$name.php"] as $file) {
            if (is_file($file)) {
                require_once $file;
                return;
            }
        }
    });
}
