#include "tests/bench/BenchIndex.h"

#include <QCoreApplication>

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return CloneMemoria::benchIndex(application.arguments().mid(1));
}
